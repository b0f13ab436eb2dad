// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Compressed files, and archives. */
@SuppressWarnings({"StreamResourceLeak", "CheckReturnValue", "ReturnValueIgnored", "JdkObsolete"})
final class ZipProbes implements AutoCloseable {
    private final Scratch scratch = new Scratch();
    private final File zip = zip("a.zip");
    private final File zip2 = zip("a2.zip");
    private final File jar = zip("a.jar");
    private final File jar2 = zip("b.jar");
    private final File gzip = gzip("a.gz");
    private final File missing = scratch.path("missing").toFile();
    private final byte[] compressed = compressed();
    private final byte[] bytes = new byte[16];
    private final FileInputStream gzipFile = new FileInputStream(gzip);
    private final GZIPInputStream gzipped = new GZIPInputStream(new FileInputStream(gzip));
    private final GZIPInputStream gzippedLarge = new GZIPInputStream(new FileInputStream(gzip));
    private final GZIPOutputStream gzipOut =
            new GZIPOutputStream(new FileOutputStream(scratch.path("b.gz").toFile()));
    private final JarFile jarFile = new JarFile(jar2);
    private final JarFile otherJarFile = new JarFile(zip("c.jar"));
    private final FileInputStream jarIn = new FileInputStream(jar);
    private final ZipFile zipFile = new ZipFile(zip("b.zip"));
    private final InputStream entry = zipFile.getInputStream(zipFile.getEntry("one"));
    private final InputStream largeEntry = zipFile.getInputStream(zipFile.getEntry("one"));
    private final ZipInputStream zipIn = new ZipInputStream(new FileInputStream(zip));
    private final ZipOutputStream zipOut =
            new ZipOutputStream(new FileOutputStream(scratch.path("c.zip").toFile()));
    private final URL url = scratch.file("file").toUri().toURL();
    private final URL jarUrl = new URL("jar:" + zip("d.jar").toURI() + "!/one");

    ZipProbes() throws Exception {
        gzipOut.write(1);
        zipOut.putNextEntry(new ZipEntry("one"));
    }

    @Blocks("java.util.zip.DeflaterOutputStream.close")
    void gzipClose() throws Exception {
        gzipOut.close();
    }

    @Blocks("java.util.zip.GZIPInputStream.<init>")
    void gzipOpen() throws Exception {
        new GZIPInputStream(gzipFile);
    }

    @Blocks("java.util.zip.InflaterInputStream.read")
    void gzipRead() throws Exception {
        gzipped.read();
    }

    @Blocks("java.io.InputStream.readAllBytes")
    void gzipReadAll() throws Exception {
        gzippedLarge.readAllBytes();
    }

    @Silent
    void inMemoryGzip() throws Exception {
        new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
    }

    @Silent
    void inMemoryZip() throws Exception {
        new ZipInputStream(new ByteArrayInputStream(compressed)).getNextEntry();
    }

    @Silent
    void jarEntries() throws Exception {
        jarFile.entries().nextElement();
    }

    /** The first asks the manifest whether there are versions for several releases. */
    @Blocks("java.util.jar.JarFile.getJarEntry")
    void jarEntry() throws Exception {
        otherJarFile.getJarEntry("one");
    }

    @Blocks("java.util.jar.JarFile.getManifest")
    void jarManifest() throws Exception {
        jarFile.getManifest();
    }

    @Blocks("java.util.jar.JarFile.<init>")
    void jarOpen() throws Exception {
        new JarFile(jar);
    }

    @Blocks("java.util.jar.JarInputStream.<init>")
    void jarStream() throws Exception {
        new JarInputStream(jarIn);
    }

    @Blocks("java.net.URL.openStream")
    void urlOpenJarStream() throws Exception {
        jarUrl.openStream();
    }

    @Blocks("java.net.URL.openStream")
    void urlOpenStream() throws Exception {
        url.openStream();
    }

    @Silent
    void zipEntries() throws Exception {
        zipFile.entries().nextElement();
    }

    @Silent
    void zipEntry() throws Exception {
        zipFile.getEntry("one");
    }

    @Blocks("java.io.FilterInputStream.read")
    void zipEntryRead() throws Exception {
        entry.read(bytes);
    }

    @Blocks("java.io.InputStream.readAllBytes")
    void zipEntryReadAll() throws Exception {
        largeEntry.readAllBytes();
    }

    @Silent
    void zipEntryStream() throws Exception {
        zipFile.getInputStream(zipFile.getEntry("one"));
    }

    @Blocks("java.util.zip.ZipFile.<init>")
    void zipOpen() throws Exception {
        new ZipFile(zip);
    }

    @Blocks("java.util.zip.ZipFile.<init>")
    void zipOpenByName() throws Exception {
        new ZipFile(zip2.getPath());
    }

    @Blocks("java.util.zip.ZipFile.<init>")
    void zipOpenMissing() throws Exception {
        try {
            new ZipFile(missing);
        } catch (IOException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.util.zip.ZipOutputStream.close")
    void zipOutEntry() throws Exception {
        zipOut.close();
    }

    @Blocks("java.util.zip.ZipInputStream.getNextEntry")
    void zipStreamNext() throws Exception {
        zipIn.getNextEntry();
    }

    private File zip(String name) throws IOException {
        File made = scratch.path(name).toFile();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (JarOutputStream out = new JarOutputStream(new FileOutputStream(made), manifest)) {
            out.putNextEntry(new ZipEntry("one"));
            out.write(incompressible());
            out.closeEntry();
        }
        return made;
    }

    private File gzip(String name) throws IOException {
        File made = scratch.path(name).toFile();
        try (GZIPOutputStream out = new GZIPOutputStream(new FileOutputStream(made))) {
            out.write(incompressible());
        }
        return made;
    }

    private static byte[] compressed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(1);
        }
        return bytes.toByteArray();
    }

    /** Enough that it takes several reads. */
    private static byte[] incompressible() {
        byte[] bytes = new byte[20_000];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
