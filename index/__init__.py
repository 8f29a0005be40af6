"""How the corpus is found: one SQLite file, built from documents, searched by words and by meaning.

Imports the corpus layer and nothing above. Building needs sqlite-utils, jieba's full dictionary and the word
tables; opening and searching need none of them, so that one question costs little.
"""
