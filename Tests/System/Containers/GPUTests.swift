import FoundationEssentials
import Glibc
import Testing

/// GPUs in podman's containers, on a machine that a description makes up, with device nodes that are `/dev/null`.
@Suite(.serialized, .timeLimit(.minutes(10))) struct GPUTests {
    private static let names = ["GPU-sweepd-test-1", "GPU-sweepd-test-2"]
    private static let folder = "/etc/cdi"
    private static let file = folder + "/sweepd-test.yaml"

    private static var specification: String {
        let devices = names.enumerated().map { number, name in
            """
              - name: "\(name)"
                containerEdits:
                  deviceNodes:
                    - {path: /dev/nvidia\(number), hostPath: /dev/null}
            """
        }
        return """
            cdiVersion: "0.5.0"
            kind: nvidia.com/gpu
            containerEdits:
              deviceNodes:
                - {path: /dev/nvidia-uvm, hostPath: /dev/null}
            devices:
            \(devices.joined(separator: "\n"))

            """
    }

    private func machine(_ stage: Stage) throws -> [String] {
        let cards = Self.names.map { "  - {uuid: \($0), memory: 8GiB}\n" }.joined()
        try stage.write("machine.yaml", "gpus:\n" + cards)
        return ["--devices", stage.work + "/machine.yaml"]
    }

    /// Only root can say what GPUs containers may have; others are told what to do.
    @Test func `a run in a container sees exactly its GPUs`() async throws {
        let stage = try Stage()
        let script = "ls /dev | grep nvidia | sort | tr \"\\n\" \" \"; echo $CUDA_VISIBLE_DEVICES $SWEEP_GPU_COUNT"
        let options = try machine(stage)
        try await stage.daemon(options: options) {
            let text = Stage.specification(script, more: "resources: {gpus: 1}")
            try await stage.expectRefusal(text, code: 8, "nvidia-ctk cdi generate")
            guard getuid() == 0 else { return }
            try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
            try Self.specification.write(toFile: Self.file, atomically: false, encoding: .utf8)
            defer { try? FileManager.default.removeItem(atPath: Self.file) }
            for (keys, expected) in [
                ("{gpus: 1}", "nvidia-uvm nvidia0 0 1\n"), ("{gpus: 2}", "nvidia-uvm nvidia0 nvidia1 0,1 2\n"),
                ("{gpus: 0}", "0\n"),
            ] {
                let run = try await stage.finish(Stage.specification(script, more: "resources: \(keys)"))
                #expect(run.state == "finished", "\(run)")
                #expect(try await stage.answer("logs", run.run) == expected)
            }
        }
    }
}
