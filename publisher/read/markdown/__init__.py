"""Markdown to the content model.

1. `syntax` parses the text into tokens: CommonMark, tables, notes, definition lists, formulas, roles, directives
2. `tokens` grows one tree of elements from Markdown's tokens and raw HTML
3. `converter` makes nodes of the elements, with the makers of `inlines`, `roles`, `pictures`, `blocks`, `lists`,
   `tables`, `directives` and `recordings`
4. `outline` makes sections of the headings
"""
