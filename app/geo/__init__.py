"""The gazetteer of Bangladesh; must not know who works where."""
