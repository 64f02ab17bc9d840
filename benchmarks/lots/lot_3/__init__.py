"""A third lot of defects, as strangers write them: other libraries, languages and files. Labelled before it was run."""
