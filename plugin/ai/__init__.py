"""One port and the engines behind it: an engine sees masked text and a task, and answers with a draft."""
