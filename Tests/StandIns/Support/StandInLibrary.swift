internal import FoundationEssentials
package import SweepDevices
package import SweepModel
internal import TestSupport

/// A copy of the stand-in for NVIDIA's library with a machine of its own, so that tests run side by side.
package struct StandInLibrary: Sendable {
    private let scratch: Scratch

    /// - Throws: where the library has not been built, or there is no such machine.
    package init(_ machine: String) throws {
        scratch = try Scratch()
        let library = URL(filePath: try Programs.path("libStandInNVML.so"))
        try FileManager.default.copyItem(at: library, to: URL(filePath: path))
        try describe(String(decoding: try Machines.bytes(machine + ".yaml"), as: UTF8.self))
        for (pid, command) in [(1, "python"), (2, "jupyter"), (3, "nvidia-cuda-mps"), (4, "Xorg")] {
            try scratch.write("root/proc/\(pid)/comm", command + "\n")
        }
    }

    /// Where it is, under the name that the driver's has.
    package var path: String { scratch("libnvidia-ml.so.1") }

    /// The folder that a program must look for libraries in to find it.
    package var folder: String { scratch.path }

    /// The kernel's files beside it.
    package var files: HostFiles { HostFiles(root: scratch("root")) }

    /// Changes the machine while the library is in use.
    package func describe(_ description: String) throws { try scratch.write("machine.yaml", description) }

    /// The machine's description now.
    package var description: String { scratch.text("machine.yaml") }

    /// Writes a file of the kernel.
    package func write(_ path: String, _ text: String) throws { try scratch.write("root" + path, text) }

    package func source(deadline: Span = .seconds(30)) -> NVMLSource {
        NVMLSource(libraries: [path], files: files, deadline: deadline)
    }
}
