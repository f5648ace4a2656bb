"""Work behind the request: the database holds it, this package only rings the bell."""
