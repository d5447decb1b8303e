/// sweepd, each run a container of podman's.
struct ContainerRuns: Contender {
    static let name = "sweepd with podman"
    static let isOurs = true
    private let sweepd: Sweepd
    private let image: TestImage

    init(in setting: Setting) throws(Failure) {
        sweepd = try Sweepd(in: setting)
        image = try TestImage()
    }

    func seconds(count: Int, slots: Int, in folder: String) throws(Failure) -> Double {
        let specification = Specification(
            name: "containers", command: ["true"], dimensions: [count], image: image.name)
        return try sweepd.seconds(of: specification, count, slots, folder)
    }
}

/// A small image with busybox, made without a registry.
struct TestImage {
    let name = "localhost/sweepd-benchmark:1"

    /// - Throws: where there is no podman, or no busybox.
    init() throws(Failure) {
        do throws(Failure) {
            let maker = Options.repository + "/Tests/System/Containers/image.sh"
            _ = try Command(["sh", maker, name]).succeed()
        } catch {
            throw Failure("cannot make an image, for which podman and busybox-static are needed: \(error)")
        }
    }
}
