"""The set-up of a new site: levels that are suggested, and engines that are tried on a text of ours."""
