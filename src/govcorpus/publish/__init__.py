"""Documents → a dataset on disk and on the Hub."""
