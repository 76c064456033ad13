"""Both files of a publication in the browser, made again after each edit.

1. `workshop` builds the publication, with its workers and everything that it made before kept at hand
2. `watching` waits for changes of its files, and has it built again
3. `sheets` turns pages of the PDF into pictures, `book` finds the chapters of the EPUB
4. `server` shows all that, on this machine alone
"""
