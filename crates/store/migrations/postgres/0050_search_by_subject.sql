-- An identifier says of which kind its record is: what is looked for by both is found by the identifier alone.
DROP INDEX search_passages_subject;
CREATE INDEX search_passages_subject ON search_passages (subject, id);
