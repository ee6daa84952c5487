export { createEndpoint, listDeliveries, listEndpoints, oneEndpoint, removeEndpoint, replayDelivery } from './endpoints.ts';
export { openRelay, PAUSES_SECONDS, sweepMessages, wants, type Relay, type RelayOptions } from './relay.ts';
export { isSignedBy, newWebhookSecret, signatureOf, signedHeaders, type Signed } from './signing.ts';
