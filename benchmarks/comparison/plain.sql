-- A directory as it is commonly written: a row for each service at a location, a text
-- column searched in English, lookup tables beside it, an index for each.
DROP TABLE IF EXISTS listing, listing_category, listing_hours;
CREATE TABLE listing (
  id integer PRIMARY KEY,
  service uuid NOT NULL,
  name text NOT NULL,
  alternate_name text NOT NULL,
  terms text NOT NULL,
  organization text NOT NULL,
  description text NOT NULL,
  place {place},
  areas text[] NOT NULL,
  languages text[] NOT NULL,
  costs text[] NOT NULL,
  payers text[] NOT NULL,
  accessibility text[] NOT NULL,
  eligibility text[] NOT NULL,
  youngest smallint,
  oldest smallint,
  timezone text,
  verified_on date,
  is_accepting boolean,
  words tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('english', name || ' ' || alternate_name), 'A')
    || setweight(to_tsvector('english', terms), 'B')
    || setweight(to_tsvector('english', organization), 'C')
    || setweight(to_tsvector('english', description), 'D')
  ) STORED
);
CREATE TABLE listing_category (listing integer NOT NULL, category uuid NOT NULL);
CREATE TABLE listing_hours (
  listing integer NOT NULL, weekday smallint NOT NULL, opens time NOT NULL, closes time NOT NULL
);
