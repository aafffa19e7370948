# Generated from the vocabulary by `make generate`.
functions -q __envarium_places; or source (status dirname)/envarium-words.fish
