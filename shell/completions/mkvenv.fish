# Made from the vocabulary by `make generate`.
source (status dirname)/venvarium.fish
