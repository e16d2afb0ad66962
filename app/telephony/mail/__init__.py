"""Email: an alert's link, through a mail server of the house's own choice."""
