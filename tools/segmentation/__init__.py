"""Where organs and tissues are: classical methods with no learned weights, each with a quality and its doubts."""
