"""What the API takes and gives, one module per resource, and how records become it. Exact numbers are text."""
