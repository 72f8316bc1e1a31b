import Testing

@testable import HostProbe

struct DiskTests {
  private let mounts = MountTable(
    Array(
      """
      /dev/vda / ext4 rw 0 0
      proc /proc proc rw 0 0
      server:/home /home nfs4 rw 0 0
      /dev/vdb /home/local xfs rw 0 0
      sshfs /mnt/a\\040b\\134c fuse.sshfs rw 0 0
      /dev/sdb1 /mnt/usb fuseblk rw 0 0
      systemd-1 /over autofs rw 0 0
      /dev/vdc /over ext4 rw 0 0
      broken

      """.utf8))

  @Test(
    arguments: [
      ("/", nil), ("/home", "nfs4"), ("/home/me", "nfs4"), ("/home/local", nil), ("/home/local/x", nil),
      ("/homework", nil), ("/mnt/a b\\c", "fuse.sshfs"), ("/mnt/a b\\c/d", "fuse.sshfs"), ("/mnt/usb", nil),
      ("/over", nil), ("relative", nil), ("", nil),
    ] as [(String, String?)])
  func remoteFileSystems(_ path: String, _ type: String?) {
    #expect(mounts.remoteFileSystem(at: path) == type)
  }

  @Test func theRealRootIsMeasured() throws {
    guard case .measured(let usage) = HostProbe().disks(["/"]).first else {
      Issue.record("the root file system was not measured")
      return
    }
    #expect(usage.mountPoint == "/")
    #expect(usage.totalBytes >= usage.freeBytes && usage.freeBytes >= usage.availableBytes)
    #expect(usage.totalInodes >= usage.freeInodes)
  }

  @Test func skipsRemotePathsAndKeepsOrder() throws {
    let tree = try Tree(["proc/self/mounts": "/dev/vda / ext4 rw 0 0\nsrv:/x /net nfs rw 0 0\n", "net/x": ""])
    let readings = tree.probe.disks(["/net", "/none", "/"])
    #expect(readings[0] == .skippedRemote(mountPoint: "/net", fileSystem: "nfs"))
    #expect(readings[1] == .absent(mountPoint: "/none"))
    guard case .measured = readings[2] else {
      Issue.record("the root of the tree was not measured")
      return
    }
  }
}
