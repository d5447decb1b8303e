import Glibc
import SweepDevices
import SweepModel
import TestSupport
import Testing

/// What containers are given for a device, or the command that mends it.
@Suite struct ContainerAccessTests {
    private let scratch: Scratch
    private var access: ContainerAccess { ContainerAccess(files: HostFiles(root: scratch.path)) }

    init() throws { scratch = try Scratch() }

    private var card: Device {
        var card = Device(DeviceID("GPU-a"), vendor: .amd, index: 1)
        card.minor = 129
        return card
    }

    @Test func `AMD's cards are given by the node of all and their own`() throws {
        for node in ["kfd", "dri/renderD129"] { try scratch.write("dev/\(node)", "") }
        let nodes = ["/dev/kfd", "/dev/dri/renderD129"]
        #expect(try access.device(for: card, byCDI: true) == .nodes(nodes, groups: [getgid()]))
    }

    @Test func `a node that is not there is named`() throws {
        try scratch.write("dev/kfd", "")
        let fault = #expect(throws: Fault.self) { try access.device(for: card, byCDI: true) }
        #expect(fault?.message == "cannot give AMD GPU 1 to a container: /dev/dri/renderD129 is not there")
        #expect(fault?.hint?.contains("modprobe amdgpu") == true)
    }

    @Test func `NVIDIA's cards need a specification where the engine goes by names, and none where it does not`() throws
    {
        let card = Device(DeviceID("GPU-1"), vendor: .nvidia, index: 0)
        let fault = #expect(throws: Fault.self) { try access.device(for: card, byCDI: true) }
        #expect(fault?.hint?.contains("nvidia-ctk cdi generate") == true)
        #expect(try access.device(for: card, byCDI: false) == .identified(DeviceID("GPU-1")))
    }
}
