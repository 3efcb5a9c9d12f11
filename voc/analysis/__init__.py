"""What words say: language, sentiment, themes. Text and numbers in, frozen values out; no web, no database."""
