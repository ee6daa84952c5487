import { useEffect, useRef, useState, type RefObject } from 'react';

interface Camera {
  readonly isOn: boolean;
  /** there is none, or it may not be used */
  readonly isRefused: boolean;
  readonly start: () => void;
  readonly stop: () => void;
}

/** The rear camera, looking for codes until it is stopped; each code is told once. The reader is fetched with the first start. */
export function useCamera(video: RefObject<HTMLVideoElement | null>, onCode: (text: string) => void): Camera {
  const tell = useRef(onCode);
  const [isOn, setOn] = useState(false);
  const [isRefused, setRefused] = useState(false);
  useEffect(() => {
    tell.current = onCode;
  }, [onCode]);
  useEffect(() => {
    const player = video.current;
    if (!isOn || !player) return;
    let end = (): void => undefined;
    let isOver = false;
    let last = '';
    void (async () => {
      try {
        const { frameLoop, QRCanvas, rearCamera } = await import('qr/dom.js');
        const camera = await rearCamera(player);
        const canvas = new QRCanvas();
        let isReading = false;
        const cancel = frameLoop(() => {
          if (isReading) return;
          isReading = true;
          void camera
            .readFrame(canvas)
            .then((found) => {
              if (typeof found === 'string' && found !== last) tell.current((last = found));
            })
            .catch(() => undefined)
            .finally(() => {
              isReading = false;
            });
        });
        end = () => {
          cancel();
          camera.stop();
        };
        if (isOver) end();
      } catch {
        setRefused(true);
        setOn(false);
      }
    })();
    return () => {
      isOver = true;
      end();
    };
  }, [isOn, video]);
  return {
    isOn,
    isRefused,
    start: () => {
      setRefused(false);
      setOn(true);
    },
    stop: () => setOn(false),
  };
}
