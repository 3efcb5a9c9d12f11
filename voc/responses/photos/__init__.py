"""Photos that respondents attach: how they come, where they are kept, who sees them."""
