import { totalmem } from 'node:os';

const MB = 1024 * 1024;

/** Where the server listens: a unix socket in a private folder, or (Windows has no such folders) a loopback port. */
export type Listen = { kind: 'socket'; folder: string } | { kind: 'loopback'; port: number };

/**
 * The configuration of an embedded server as the text of a postgresql.conf. It stands after the file initdb wrote and
 * before the operator's `custom.conf` in the cluster's folder.
 * @param cluster the cluster's folder as the server itself will name it
 * @param isDurable false only for throwaway test clusters: nothing is flushed, a crash loses everything
 */
export function serverConfig(options: { cluster: string; listen: Listen; isDurable: boolean; memoryBytes?: number }): string {
  const memory = options.memoryBytes ?? availableMemory();
  const settings: Record<string, string | number> = {
    ...listenSettings(options.listen),
    ...(options.isDurable ? DURABLE : THROWAWAY),
    shared_buffers: `${options.isDurable ? sharedBuffersMb(memory) : 128}MB`,
    effective_cache_size: `${Math.max(256, Math.floor(memory / MB / 2))}MB`,
    max_connections: 200,
    max_locks_per_transaction: 256,
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    jit: 'off',
    random_page_cost: '1.1',
    timezone: 'UTC',
    log_timezone: 'UTC',
    datestyle: 'ISO, YMD',
    // Statements and their values are people's data: the log tells what happened to the server, not to a row.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    cluster_name: 'zihuan',
  };
  return [
    '# Written by Zihuan at every start. Put your own settings into custom.conf in the folder of the cluster.',
    `include_if_exists = ${quote(`${options.cluster}/postgresql.conf`)}`,
    ...Object.entries(settings).map(([name, value]) => `${name} = ${quote(String(value))}`),
    `include_if_exists = ${quote(`${options.cluster}/custom.conf`)}`,
    '',
  ].join('\n');
}

/** A quarter of the memory, at least 256 MB and at most 1 GB; on machines below 1 GB an eighth. */
export function sharedBuffersMb(memoryBytes: number): number {
  if (memoryBytes < 1024 * MB) return Math.max(32, Math.floor(memoryBytes / MB / 8));
  return Math.min(1024, Math.max(256, Math.floor(memoryBytes / MB / 4)));
}

const DURABLE = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  wal_compression: 'on',
  max_wal_size: '4GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '15min',
};

const THROWAWAY = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_wal_size: '4GB',
  checkpoint_timeout: '1h',
  // A worker inside a template database would hold up every copy of it.
  autovacuum: 'off',
};

function listenSettings(listen: Listen): Record<string, string | number> {
  if (listen.kind === 'loopback') {
    return {
      listen_addresses: '127.0.0.1',
      port: listen.port,
      unix_socket_directories: '',
      password_encryption: 'scram-sha-256',
    };
  }
  return {
    listen_addresses: '',
    port: 5432,
    unix_socket_directories: listen.folder,
    unix_socket_permissions: '0700',
  };
}

/** Bytes of memory this process may use, a container's limit included. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function quote(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
