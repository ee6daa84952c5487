import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '../../../../sdk/index.ts';
import { useApp } from '../../../../ui/app/context.tsx';

/** How far the pictures are that somebody chose, and what became of those that did not get through. */
export interface Sending {
  readonly total: number;
  readonly done: number;
  /** the file that is on its way; null when none is */
  readonly name: string | null;
  readonly failed: readonly { readonly name: string; readonly error: unknown }[];
}

const NOTHING: Sending = { total: 0, done: 0, name: null, failed: [] };

/** Sends pictures one after the other, in the order they were chosen; one that is refused holds up none. */
export function useSendPictures(productId: string) {
  const { client, brand } = useApp();
  const queries = useQueryClient();
  const [sending, setSending] = useState(NOTHING);
  const send = async (files: readonly File[]): Promise<void> => {
    const failed: { name: string; error: unknown }[] = [];
    for (const [done, file] of files.entries()) {
      setSending({ total: files.length, done, name: file.name, failed: [...failed] });
      try {
        await client.products.addPicture(productId, await light(file), { fileName: file.name });
      } catch (error) {
        failed.push({ name: file.name, error });
        // A product that is full takes no other either.
        if (error instanceof ApiProblem && error.code === 'picture.tooMany') break;
      }
      await queries.invalidateQueries({ queryKey: [brand?.slug ?? ''] });
    }
    setSending({ total: files.length, done: files.length, name: null, failed });
  };
  return { sending, send, forget: () => setSending(NOTHING) };
}

/** A file that is heavier is drawn smaller before it goes out: on a telephone that is most of the wait. */
const HEAVY = 3 * 1024 * 1024;
const LONGEST_SIDE = 2400;

/** The file as it is sent: a heavy photograph smaller, upright as it was taken; what this browser cannot read goes as it is. */
async function light(file: File): Promise<Blob> {
  if (file.size <= HEAVY) return file;
  try {
    const seen = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(seen.width, seen.height));
    const canvas = new OffscreenCanvas(Math.round(seen.width * scale), Math.round(seen.height * scale));
    canvas.getContext('2d')?.drawImage(seen, 0, 0, canvas.width, canvas.height);
    seen.close();
    return await canvas.convertToBlob({ type: 'image/webp', quality: 0.92 });
  } catch {
    return file;
  }
}
