"""Web push: alerts on workers' browsers, through the push services of their makers."""
