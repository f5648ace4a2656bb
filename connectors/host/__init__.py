"""What both products share: query-string hash, tokens, HTTP session, errors, content model, document format (ADF)."""
