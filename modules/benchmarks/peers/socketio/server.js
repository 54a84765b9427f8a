// What ./confab bench --protocol socketio measures: rooms of which a member's texts reach all others, as Socket.IO's
// own documentation has them. A text goes out with nothing but itself, which is less than Confab sends.
//
//   node server.js [PORT]      on the loopback address; prints "Ready: 127.0.0.1:PORT, process PID"
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, {
  transports: ["websocket"], // of the engine "ws"; perMessageDeflate is off, as it is by default
  serveClient: false,
});

io.on("connection", (socket) => {
  socket.on("join", async (room, done) => {
    await socket.join(room);
    done();
  });
  socket.on("say", (room, text, done) => {
    socket.to(room).emit("text", text); // to all in the room but the sender
    done?.(); // where an acknowledgement is asked for
  });
});

http.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  console.log(`Ready: 127.0.0.1:${http.address().port}, process ${process.pid}`);
});
