-- Foreign keys stand after the tables, each with a name (DATABASE.md rule 4).

ALTER TABLE catalog.picture ADD CONSTRAINT picture_product_fkey
  FOREIGN KEY (tenant_id, product_id) REFERENCES catalog.product (tenant_id, product_id);

ALTER TABLE catalog.picture ADD CONSTRAINT picture_file_fkey
  FOREIGN KEY (tenant_id, hash) REFERENCES catalog.picture_file (tenant_id, hash);
