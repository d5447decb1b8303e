import FoundationEssentials
import Testing

/// Programs of many processes, without a network.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ProcessesTests {
    private func finish(_ program: String) async throws -> String {
        let stage = try Stage()
        try stage.write("train.py", program)
        try stage.write(
            "sweep.yaml",
            """
            program: train.py
            method: grid
            parameters: {ranks: {value: 3}}
            container: {image: \(Stage.image), network: none}
            """)
        var log = ""
        try await stage.daemon {
            let output = try await stage.sweepctl("submit", "sweep.yaml", "--wait")
            log = try await stage.answer("logs", "@last/1")
            #expect(output.code == 0, "\(output) \(log)")
        }
        return log
    }

    @Test func `ranks meet at MASTER_ADDR and MASTER_PORT, as torchrun's do`() async throws {
        let log = try await finish(
            """
            import os, socket, subprocess, sys, time
            port = int(os.environ["MASTER_PORT"])
            address = os.environ.get("MASTER_ADDR", "127.0.0.1")
            size = 3
            def meet(rank):
                if rank == 0:
                    with socket.create_server((address, port)) as server:
                        peers = [server.accept()[0] for _ in range(size - 1)]
                        ranks = sorted(int(peer.recv(16)) for peer in peers)
                        for peer in peers: peer.sendall(str(sum(ranks)).encode())
                        print("all", ranks)
                else:
                    for _ in range(600):
                        try: peer = socket.create_connection((address, port), timeout=60); break
                        except ConnectionRefusedError: time.sleep(0.1)
                    peer.sendall(str(rank).encode())
                    assert peer.recv(16) == b"3"
            if "RANK" in os.environ:
                meet(int(os.environ["RANK"]))
            else:
                ranks = [subprocess.Popen([sys.executable, __file__], env={**os.environ, "RANK": str(rank)})
                         for rank in range(size)]
                sys.exit(sum(rank.wait() for rank in ranks))
            """)
        #expect(log == "all [1, 2]\n")
    }

    @Test func `spawned processes share memory`() async throws {
        let log = try await finish(
            """
            import multiprocessing
            from multiprocessing import shared_memory
            def fill(name, rank, queue):
                block = shared_memory.SharedMemory(name=name)
                for index in range(1 << 20): block.buf[(rank << 20) + index] = rank
                block.close()
                queue.put(rank)
            if __name__ == "__main__":
                context = multiprocessing.get_context("spawn")
                queue, block = context.Queue(), shared_memory.SharedMemory(create=True, size=3 << 20)
                ranks = [context.Process(target=fill, args=(block.name, rank, queue)) for rank in range(3)]
                for rank in ranks: rank.start()
                told = sorted(queue.get() for _ in ranks)
                for rank in ranks: rank.join()
                print(told, sum(block.buf[::1 << 20]), [rank.exitcode for rank in ranks])
                block.close(); block.unlink()
            """)
        #expect(log == "[0, 1, 2] 3 [0, 0, 0]\n")
    }
}
