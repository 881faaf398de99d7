"""What the API takes and gives, one module per resource, and how records become it. Numbers that must be exact are text."""
