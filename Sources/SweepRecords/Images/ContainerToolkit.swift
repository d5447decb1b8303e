internal import SweepModel

/// NVIDIA's container toolkit, which writes the specifications by which containers get GPUs.
package enum ContainerToolkit {
    /// What it prints of its version; nil where it is not installed, or does not answer.
    package static func version() async -> String? {
        let path = [EnvironmentEntry("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/local/nvidia/toolkit")]
        do throws(ShortCommand.Failure) {
            let output = try await ShortCommand.run(
                "nvidia-ctk", ["--version"], environment: path, limit: 1 << 16, timeout: .seconds(5))
            return output.code == 0 ? output.text : nil
        } catch {
            return nil
        }
    }
}
