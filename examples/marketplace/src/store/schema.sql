-- What the marketplace keeps. Money: minor units. Times: seconds since 1970. *_json: text, read whole or not at all.

-- Sellers, products, points, discount codes: one row each, in the order shown.
CREATE TABLE goods (
  kind     TEXT NOT NULL,
  position INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (kind, position)
) STRICT, WITHOUT ROWID;

-- What changes about a variant.
CREATE TABLE variants (
  id            TEXT PRIMARY KEY,
  price         INTEGER NOT NULL CHECK (price >= 0),
  list_price    INTEGER CHECK (list_price >= 0),
  stock         INTEGER NOT NULL CHECK (stock >= 0),
  max_per_order INTEGER NOT NULL CHECK (max_per_order >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE carts (
  id               TEXT PRIMARY KEY,
  lines_numbered   INTEGER NOT NULL,            -- line numbers given so far: none is given twice
  context_json     TEXT,
  buyer_json       TEXT,
  codes_json       TEXT NOT NULL,               -- discount codes as they were given
  attribution_json TEXT,
  origin           TEXT,                        -- Origin of the request that brought the attribution
  expires_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX carts_by_expiry ON carts (expires_at);

CREATE TABLE cart_lines (
  cart_id    TEXT NOT NULL REFERENCES carts ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  line_id    TEXT NOT NULL,
  variant_id TEXT NOT NULL,
  quantity   INTEGER NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (cart_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkouts (
  id               TEXT PRIMARY KEY,
  cart_id          TEXT,
  state            TEXT NOT NULL CHECK (state IN ('open', 'completed', 'canceled')),
  lines_numbered   INTEGER NOT NULL,
  context_json     TEXT,
  sent_json        TEXT NOT NULL,               -- buyer, fulfillment and discount codes as the platform sent them
  typed_json       TEXT NOT NULL,               -- the same as the buyer typed them here: never told to a platform
  attribution_json TEXT,
  origin           TEXT,
  quoted_total     INTEGER NOT NULL,            -- the total last answered to a write: an order at another one is asked again
  expires_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX checkouts_by_cart ON checkouts (cart_id);
CREATE INDEX checkouts_by_expiry ON checkouts (expires_at);

CREATE TABLE checkout_lines (
  checkout_id TEXT NOT NULL REFERENCES checkouts ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  line_id     TEXT NOT NULL,
  variant_id  TEXT NOT NULL,
  quantity    INTEGER NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (checkout_id, position)
) STRICT, WITHOUT ROWID;

-- Forms of the hosted checkout as they were sent, for the page that shows them again: by a name that only the sender is told.
CREATE TABLE drafts (
  number      INTEGER PRIMARY KEY,              -- later ones have greater ones
  name        TEXT NOT NULL UNIQUE,
  checkout_id TEXT NOT NULL REFERENCES checkouts ON DELETE CASCADE,
  document    TEXT NOT NULL,
  kept_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX drafts_by_checkout ON drafts (checkout_id, number);
CREATE INDEX drafts_by_age ON drafts (kept_at);

CREATE TABLE orders (
  id               TEXT PRIMARY KEY,
  number           INTEGER NOT NULL UNIQUE,
  checkout_id      TEXT NOT NULL UNIQUE,
  partner          TEXT,                        -- proven: the attribution came from the partner's registered origin
  attribution_json TEXT,                        -- claimed
  origin           TEXT,
  currency         TEXT NOT NULL,
  subtotal         INTEGER NOT NULL,
  total            INTEGER NOT NULL,
  discounts_json   TEXT NOT NULL,               -- subtotal - discounts + fees = total
  fees_json        TEXT NOT NULL,
  details_json     TEXT NOT NULL,               -- buyer, fulfillment, codes given
  handler          TEXT NOT NULL,
  instrument       TEXT NOT NULL,
  language         TEXT NOT NULL,
  placed_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE order_lines (
  order_id   TEXT NOT NULL REFERENCES orders ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  line_id    TEXT NOT NULL,
  variant_id TEXT NOT NULL,
  seller_id  TEXT NOT NULL,
  title      TEXT NOT NULL,
  quantity   INTEGER NOT NULL CHECK (quantity > 0),
  price      INTEGER NOT NULL,
  PRIMARY KEY (order_id, position)
) STRICT, WITHOUT ROWID;

-- First answers, by Idempotency-Key.
CREATE TABLE answers (
  key         TEXT PRIMARY KEY,
  fingerprint BLOB NOT NULL,
  status      INTEGER NOT NULL,
  body        BLOB NOT NULL,
  kept_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_age ON answers (kept_at);

-- Pictures as they were made once, by a name that changes with their content.
CREATE TABLE renderings (
  name    TEXT PRIMARY KEY,
  body    BLOB NOT NULL,
  kept_at INTEGER NOT NULL
) STRICT;
CREATE INDEX renderings_by_age ON renderings (kept_at);
