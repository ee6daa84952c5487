const LONGEST_NAME = 300;

/** The name of a file that is sent as raw bytes: the header `Zihuan-File-Name`, percent-encoded or plain, without folders. */
export function fileNameOf(request: Request): string {
  const header = request.headers.get('zihuan-file-name') ?? 'file';
  let name = header;
  try {
    name = decodeURIComponent(header);
  } catch {
    // A name that is not percent-encoded is taken as it stands.
  }
  const plain = [...name.replaceAll(/[\\/]/g, '_')]
    .filter((letter) => letter >= ' ')
    .join('')
    .trim();
  return plain.slice(0, LONGEST_NAME) || 'file';
}
