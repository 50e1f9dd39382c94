//! Where the site's files are.

use crate::platform::config::Config;

/// Where the browser's half lies: as told, else beside this program's build.
pub fn site_root(config: &Config) -> String {
    if let Some(site) = &config.site {
        return site.to_string_lossy().into_owned();
    }
    let program = std::env::current_exe().unwrap_or_default();
    let profile = program.parent().map(std::path::Path::to_owned).unwrap_or_default();
    let name = if profile.ends_with("release") { "site" } else { "site-dev" };
    profile
        .parent()
        .map(|target| target.join(name))
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
