internal import Glibc
internal import SweepEngines
internal import SweepModel

/// Runs a container, from an image of this project's own that needs no registry and is removed afterwards.
struct ContainerCheck: Check {
    private static let name = "container"
    private static let lookedFor = "a container that runs to its end"

    let engines: EngineHost

    func findings(on host: DoctorHost) async -> [Finding] {
        guard await host.ask("podman", ["--version"]) != nil else { return [] }
        do throws(Fault) {
            let image = try await importImage(host)
            let podman = PodmanEngine()
            let answer: Result<EngineAnswer, Fault>
            do throws(Fault) {
                try await podman.makeReady(on: engines)
                answer = .success(try await podman.ask(image, ScratchImage.question, on: engines))
            } catch {
                answer = .failure(error)
            }
            _ = await podman.removeImage(image.id, on: engines)
            return [Self.judge(try answer.get())]
        } catch {
            return [Self.failed(error.message)]
        }
    }

    private static func judge(_ answer: EngineAnswer) -> Finding {
        guard answer.code == 0, answer.output == ScratchImage.answer else { return failed(answer.reason) }
        return Finding(name, lookedFor: lookedFor, found: "podman ran one")
    }

    private static func failed(_ reason: String) -> Finding {
        Finding(
            name, .fault, lookedFor: lookedFor, found: reason,
            remedy: "mend what is at fault above first; then 'podman run --rm IMAGE true', and read what it says")
    }

    private func importImage(_ host: DoctorHost) async throws(Fault) -> ImageRecord {
        let file = try ScratchImage.write(program: engines.initExecutable)
        defer { unlink(file) }
        let answer = await host.ask("podman", ["import", "--quiet", file])
        let line = answer?.output.split(separator: "\n").last.map(String.init) ?? ""
        let id = String(line.hasPrefix("sha256:") ? line.dropFirst(7) : line[...])
        guard answer?.succeeded == true, ImageRecord.isID(id) else {
            throw Fault(.failed, "podman cannot take an image in: \(answer?.reason ?? "it is not installed")")
        }
        return ImageRecord(name: "sweepd-doctor", id: id, digest: nil, architecture: "")
    }
}
