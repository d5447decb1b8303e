internal import Hummingbird
internal import SweepControl
internal import SweepModel
internal import SweepRecords

/// What is too large for a request of JSON, or lies where this process cannot look.
extension Handlers {
    /// Keeps points until a submission or an edit of the same caller names them by their digest.
    func uploadPoints(_ request: ControlRequest) async throws(Fault) -> Response {
        let digest = try await receive(request, bytesMax: Int64(PointsFile.bytesMax))
        return try ControlResponse.json(UploadObject(digest: digest))
    }

    /// Makes a snapshot of what comes, where sweepctl cannot do so itself.
    ///
    /// - Throws: `conflict` where submitters have folders of their own.
    func uploadSource(_ request: ControlRequest) async throws(Fault) -> Response {
        guard !agents.areSubmitters else {
            throw Fault(
                .conflict, "cannot take a source in: runs here have their submitters' own rights and folders",
                hint: "sweepctl writes it into 'source_dir' of /v1/host itself")
        }
        let digest = try await receive(request, bytesMax: SourcePack.bytesMax)
        let pack = uploads(of: request).folder + "/" + digest
        let source = paths.source
        let snapshot = try await Disk.run(on: Disk.unpacking) { () throws(Fault) in
            defer { try? StateFolder.remove(pack) }
            return try SourceUnpacking.unpack(pack, into: source)
        }
        return try ControlResponse.json(UploadObject(digest: snapshot))
    }

    /// Forgets points that the queue has taken.
    func forget(_ points: PointsReference?, of request: ControlRequest) async {
        guard let points else { return }
        let path = uploads(of: request).folder + "/" + points.digest
        try? await Disk.run { () throws(Fault) in try StateFolder.remove(path) }
    }

    private func uploads(of request: ControlRequest) -> Uploads { Uploads(of: request.caller.uid, in: paths.source) }

    private func receive(_ request: ControlRequest, bytesMax: Int64) async throws(Fault) -> String {
        try uploading.enter(request.identity)
        defer { uploading.leave(request.identity) }
        var upload = try uploads(of: request).begin(bytesMax: bytesMax)
        try await request.pieces { piece throws(Fault) in try upload.write(piece) }
        return try upload.finish()
    }
}
