-- The best we know how to write: one narrow row for each document in spatial order, our own
-- stems in the text column, every set as an array of numbers, all counts in one pass.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
DROP TABLE IF EXISTS incoming, doc, facet_value, area, vocabulary;
CREATE UNLOGGED TABLE incoming (
  service integer NOT NULL,
  service_id uuid NOT NULL,
  several boolean NOT NULL,
  band smallint,
  longitude double precision,
  place {place},
  quality real NOT NULL,
  schedule integer NOT NULL,
  youngest smallint NOT NULL,
  oldest smallint NOT NULL,
  is_accepting boolean NOT NULL,
  areas integer[] NOT NULL,
  category smallint[] NOT NULL,
  language smallint[] NOT NULL,
  cost smallint[] NOT NULL,
  payer smallint[] NOT NULL,
  accessibility smallint[] NOT NULL,
  eligibility smallint[] NOT NULL,
  every smallint[] NOT NULL,
  name text NOT NULL,
  words tsvector NOT NULL
);
CREATE TABLE doc (LIKE incoming);
CREATE TABLE facet_value (id smallint PRIMARY KEY, facet text NOT NULL, value text NOT NULL);
CREATE TABLE area (id integer PRIMARY KEY, code text NOT NULL);
CREATE TABLE vocabulary (word text PRIMARY KEY, documents integer NOT NULL, stems text[] NOT NULL);
