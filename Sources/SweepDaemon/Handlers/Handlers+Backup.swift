internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import SweepControl
internal import SweepModel

/// Copies of the queue.
extension Handlers {
    private static let pieceMax = 256 << 10

    /// Everybody's sweeps are in it: for root and for the daemon's own user.
    func backUp(_ request: ControlRequest) async throws(Fault) -> Response {
        guard request.caller.uid == 0 || request.caller.uid == getuid() else {
            let name = request.caller.owner.name
            throw Fault(.permission, "cannot copy the queue for \(name): it holds all users' sweeps")
        }
        let copy = try await QueueCopy.make(of: store, in: paths.state)
        return ControlResponse.stream(type: "application/octet-stream") { writer in
            var offset: Int64 = 0
            while true {
                let piece = try copy.read(at: offset, max: Self.pieceMax)
                if piece.isEmpty { return }
                offset += Int64(piece.count)
                try await writer.write(ByteBuffer(bytes: piece))
            }
        }
    }
}
