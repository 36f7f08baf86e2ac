// Bytes as they are, for requests that no client of HTTP would send.
import net from 'node:net';

/** @param patience milliseconds after which the connection is cut @returns what came back until then */
export function sendBytes(url: string, bytes: string, patience: number): Promise<string> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = net.connect(Number(port), hostname, () => socket.write(bytes));
    let text = '';
    const end = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', end);
    socket.on('error', end);
    setTimeout(end, patience);
  });
}
