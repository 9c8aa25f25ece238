"""The counsellors' side: cases, the roster of who may open them, the desk and its HTTP door."""
