//! Compressed copies beside the site's files, which the server sends as they are.

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

const COMPRESSIBLE: [&str; 7] = ["wasm", "js", "css", "json", "svg", "txt", "html"];
/// Below this a compressed copy saves nothing.
const SMALLEST: u64 = 512;

/// Compresses every file below the folder that has no copies as new as itself.
pub fn folder(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            self::folder(&path)?;
        } else if is_compressible(&path)? && !has_fresh_copies(&path)? {
            compress(&path)?;
        }
    }
    Ok(())
}

/// A table of what browsers load.
pub fn print_sizes(folder: &Path) -> Result<()> {
    let mut rows = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension != "br" && extension != "gz") {
            let raw = fs::metadata(&path)?.len();
            let compressed = fs::metadata(with_suffix(&path, "br")).map_or(raw, |copy| copy.len());
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            rows.push((compressed, raw, name));
        }
    }
    rows.sort_by(|one, other| other.cmp(one));
    println!("{:>10} {:>10}  file", "bytes", "brotli");
    for (compressed, raw, name) in &rows {
        println!("{raw:>10} {compressed:>10}  {name}");
    }
    let sum = |size: fn(&(u64, u64, String)) -> u64| rows.iter().map(size).sum::<u64>();
    println!("{:>10} {:>10}  in all", sum(|row| row.1), sum(|row| row.0));
    Ok(())
}

fn is_compressible(path: &Path) -> Result<bool> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    Ok(COMPRESSIBLE.contains(&extension) && fs::metadata(path)?.len() >= SMALLEST)
}

fn has_fresh_copies(path: &Path) -> Result<bool> {
    let changed = fs::metadata(path)?.modified()?;
    let is_fresh = |suffix| {
        let copy = fs::metadata(with_suffix(path, suffix)).and_then(|copy| copy.modified());
        copy.is_ok_and(|made| made >= changed)
    };
    Ok(is_fresh("br") && is_fresh("gz"))
}

fn compress(path: &Path) -> Result<()> {
    let data = fs::read(path)?;
    let best = BrotliEncoderParams { quality: 11, lgwin: 22, ..BrotliEncoderParams::default() };
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut data.as_slice(), &mut brotli, &best)?;
    fs::write(with_suffix(path, "br"), brotli)?;

    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&data)?;
    fs::write(with_suffix(path, "gz"), gzip.finish()?)?;
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}
