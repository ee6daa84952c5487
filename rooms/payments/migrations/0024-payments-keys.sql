-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE payments.intent ADD CONSTRAINT intent_order_fkey
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders.customer_order (tenant_id, order_id);

ALTER TABLE payments.intent ADD CONSTRAINT intent_account_fkey
  FOREIGN KEY (tenant_id, account_id) REFERENCES payments.account (tenant_id, account_id);

ALTER TABLE payments.inbox ADD CONSTRAINT inbox_account_fkey
  FOREIGN KEY (tenant_id, account_id) REFERENCES payments.account (tenant_id, account_id);

ALTER TABLE payments.provider_refund ADD CONSTRAINT provider_refund_account_fkey
  FOREIGN KEY (tenant_id, account_id) REFERENCES payments.account (tenant_id, account_id);

ALTER TABLE payments.payout ADD CONSTRAINT payout_account_fkey
  FOREIGN KEY (tenant_id, account_id) REFERENCES payments.account (tenant_id, account_id);
