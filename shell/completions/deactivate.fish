# Made from the vocabulary by `make generate`.
functions -q __venvarium_places; or source (status dirname)/venvarium-words.fish
