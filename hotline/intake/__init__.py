"""One transaction a step: session, engine, report; a repeated request changes nothing."""
