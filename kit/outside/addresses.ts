import { BlockList, isIP } from 'node:net';

// What is no part of the public internet (IANA special-purpose registries, RFC 6890).
const CLOSED_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
const GLOBAL_V6 = ['2000::', 3] as const;
// Inside the global block, yet documentation or tunnels that hold another address.
const CLOSED_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const closedV4 = listOf('ipv4', CLOSED_V4);
const globalV6 = listOf('ipv6', [GLOBAL_V6]);
const closedV6 = listOf('ipv6', CLOSED_V6);
const loopback = listOf('ipv4', [['127.0.0.0', 8]]);
loopback.addAddress('::1', 'ipv6');

function listOf(family: 'ipv4' | 'ipv6', nets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, bits] of nets) list.addSubnet(net, bits, family);
  return list;
}

/** Whether an address is one of the public internet. Mapped (`::ffff:`), translated and tunnelled forms are not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !closedV4.check(address, 'ipv4');
    case 6:
      // A scope (`%eth0`) names a network card of this machine.
      return !address.includes('%') && globalV6.check(address, 'ipv6') && !closedV6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** Whether an address is this machine's own loopback, written plainly. */
export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6') && !address.toLowerCase().startsWith('::ffff:');
}
