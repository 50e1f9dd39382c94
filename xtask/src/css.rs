//! One minified style sheet from the sheets in `style/`.

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Targets};
use std::path::Path;

pub fn bundle(main: &Path) -> Result<String> {
    let targets = supported_browsers()?;
    let files = FileProvider::new();
    let mut sheet = Bundler::new(&files, None, ParserOptions::default())
        .bundle(main)
        .map_err(|error| anyhow!("{}: {error}", main.display()))?;
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| anyhow!("{}: {error}", main.display()))?;
    let css =
        sheet.to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })?;
    Ok(css.code)
}

fn supported_browsers() -> Result<Targets> {
    let browsers = Browsers::from_browserslist(["defaults"]).map_err(|error| anyhow!("{error}"))?;
    Ok(Targets::from(browsers))
}
