import SweepDevices
import SweepModel
import TestSupport
import Testing

/// What containers can be given, as CDI specifications say.
@Suite struct CDITests {
    private let scratch: Scratch
    private let device = Device(DeviceID("GPU-1"), vendor: .nvidia, index: 0)

    init() throws { scratch = try Scratch() }

    private var devices: CDIDevices { CDIDevices(files: HostFiles(root: scratch.path)) }

    private func specification(uvm: Bool = true, names: [String] = ["0", "GPU-1"]) -> String {
        let list = names.map { name in
            "  - name: \"\(name)\"\n    containerEdits:\n      deviceNodes:\n      - path: /dev/nvidia0\n"
        }
        return "cdiVersion: 0.5.0\nkind: nvidia.com/gpu\ndevices:\n" + list.joined()
            + "containerEdits:\n  deviceNodes:\n  - path: /dev/nvidiactl\n" + (uvm ? "  - path: /dev/nvidia-uvm\n" : "")
            + "  mounts:\n  - {hostPath: /usr/lib/libcuda.so.550, containerPath: /usr/lib/libcuda.so.550}\n"
    }

    private func provide(_ paths: [String] = ["nvidia0", "nvidiactl", "nvidia-uvm"]) throws {
        for path in paths { try scratch.write("dev/\(path)", "") }
        try scratch.write("usr/lib/libcuda.so.550", "")
    }

    @Test func `a device is given by its UUID`() throws {
        try provide()
        try scratch.write("etc/cdi/nvidia.yaml", specification())
        #expect(devices.access(to: device) == .name("nvidia.com/gpu=GPU-1"))
        #expect(devices.entries.map(\.nodes.count) == [3, 3] && devices.faults == [])
    }

    @Test(arguments: ["yaml", "json"])
    func `of two folders the one that is made at run time goes before`(ending: String) throws {
        try provide()
        try scratch.write("etc/cdi/nvidia.yaml", specification(uvm: false))
        let json = """
            {"cdiVersion": "0.6.0", "kind": "nvidia.com/gpu", "devices": [{"name": "GPU-1", "containerEdits":
            {"deviceNodes": [{"path": "/dev/nvidia0", "hostPath": "/dev/nvidia0"}, {"path": "/dev/nvidia-uvm"}]}}]}
            """
        try scratch.write("var/run/cdi/nvidia.\(ending)", ending == "json" ? json : specification())
        #expect(devices.access(to: device) == .name("nvidia.com/gpu=GPU-1"))
    }

    @Test func `whatever is missing is named, with the command that mends it`() throws {
        try provide()
        func words() throws -> String {
            guard case .missing(let words, let hint) = devices.access(to: device) else { throw Failure("not missing") }
            #expect(hint.contains("nvidia-ctk cdi generate"))
            return words
        }
        #expect(try words() == "there is no CDI specification of NVIDIA GPUs")
        try scratch.write("etc/cdi/nvidia.yaml", specification(names: ["0", "1"]))
        #expect(try words() == "no CDI specification names GPU 0 by its UUID")
        try scratch.write("etc/cdi/nvidia.yaml", specification(uvm: false))
        #expect(try words() == "/etc/cdi/nvidia.yaml does not have /dev/nvidia-uvm")
        try scratch.write("etc/cdi/nvidia.yaml", specification().replacing("cuda.so.550", with: "cuda.so.999"))
        #expect(try words().hasSuffix("is out of date: /usr/lib/libcuda.so.999 does not exist"))
    }

    @Test func `files that are no specifications are told of and hide no other`() throws {
        try provide()
        try scratch.write("etc/cdi/a.yaml", "[1, 2")
        try scratch.write("etc/cdi/b.json", "{}")
        try scratch.write("etc/cdi/c.txt", "no matter")
        try scratch.write("etc/cdi/nvidia.yaml", specification())
        #expect(devices.faults.count == 2 && devices.entries.count == 2)
    }
}
