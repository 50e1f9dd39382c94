//! Which project a row means. A project is known by its client and its code or name: two clients
//! may each have a "Website", and hours go to the one they were recorded for, or to one of their
//! own, never to the other's.

use crate::{
    book::model::{NewProject, WhichProject},
    imports::model::{KnownBook, KnownNames},
    vocabulary::{ids::ProjectId, names::fold},
};
use std::collections::{BTreeSet, HashMap};

/// Several clients have a project of that code, and the row names none: theirs.
pub struct SeveralClients(pub Vec<String>);

struct Project {
    which: WhichProject,
    /// As the book or the file has it; empty: nobody is named.
    client: String,
    code: String,
    name_key: String,
    /// Whoever signed or pays for a contract that bills it, folded.
    payers: BTreeSet<String>,
    former_clients: Vec<String>,
}

/// The projects that are here, and those that this folder adds.
pub struct Projects {
    customers: KnownNames,
    projects: Vec<Project>,
    by_code: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    /// Code → clients that the folder's time sheets name for it, folded.
    clients: HashMap<String, BTreeSet<String>>,
    /// To be added.
    pub new: Vec<NewProject>,
    /// Projects that are here, and for whom somebody is named now.
    pub claimed: Vec<(ProjectId, String)>,
}

impl Projects {
    /// What is here; `customers` are all there are or will be.
    pub fn of(book: &KnownBook, customers: KnownNames) -> Self {
        let mut found = Self {
            customers,
            projects: Vec::new(),
            by_code: HashMap::new(),
            by_name: HashMap::new(),
            clients: HashMap::new(),
            new: Vec::new(),
            claimed: Vec::new(),
        };
        for p in &book.projects {
            found.push(Project {
                which: WhichProject::Known(p.project_id),
                client: p.client.clone(),
                code: p.code.clone(),
                name_key: fold(&p.name),
                payers: p.payers.iter().map(|name| fold(name)).collect(),
                former_clients: p.former_clients.clone(),
            });
        }
        found
    }

    fn push(&mut self, project: Project) -> usize {
        let at = self.projects.len();
        self.by_code.entry(fold(&project.code)).or_default().push(at);
        self.by_name.entry(project.name_key.clone()).or_default().push(at);
        self.projects.push(project);
        at
    }

    /// A client as it is compared: a customer by its own name, however it is written here.
    fn client_key(&self, client: &str) -> String {
        fold(self.customers.find(client).unwrap_or(client))
    }

    /// Hears which client a time sheet names for a code, before any row is read.
    pub fn hear(&mut self, client: &str, code: &str) {
        if !client.is_empty() {
            let key = self.client_key(client);
            self.clients.entry(fold(code)).or_default().insert(key);
        }
    }

    /// The project that a contract's line means; `payers` signed it or pay for the line.
    pub fn for_line(&mut self, client: &str, code: &str, payers: &[String]) -> WhichProject {
        let keys: BTreeSet<String> = payers.iter().map(|name| self.client_key(name)).collect();
        let wanted = self.client_key(client);
        let found = self.by_code.get(&fold(code)).cloned().unwrap_or_default();
        let client_of = |at: &usize| self.client_of(*at);
        let of_client = if wanted.is_empty() {
            found
                .iter()
                .copied()
                .find(|at| keys.contains(&client_of(at)))
                .or_else(|| found.iter().copied().find(|at| self.is_of_no_customer(*at)))
        } else {
            found
                .iter()
                .copied()
                .find(|at| client_of(at) == wanted)
                .or_else(|| found.iter().copied().find(|at| client_of(at).is_empty()))
        };
        let at = of_client.unwrap_or_else(|| self.add(client, code, code));
        if !client.is_empty() {
            self.claim(at, client);
        }
        if let Some(project) = self.projects.get_mut(at) {
            project.payers.extend(keys);
        }
        self.which(at)
    }

    /// Nobody is named for it, or somebody who is no customer.
    fn is_of_no_customer(&self, at: usize) -> bool {
        self.projects.get(at).is_some_and(|p| self.customers.find(&p.client).is_none())
    }

    /// The project that a time sheet's row means, which may be a new one; and whether its contract
    /// is somebody else's than the client that the row names, who is no customer.
    pub fn for_row(
        &mut self,
        client: &str,
        code: &str,
        name: &str,
    ) -> Result<(WhichProject, bool), SeveralClients> {
        let own = if code.is_empty() { name } else { code };
        let found = self.named(code, name);
        let wanted = self.client_key(client);
        if wanted.is_empty() {
            return self.of_no_client(&found, own, name).map(|which| (which, false));
        }
        if let Some(at) = self.of_client(&found, &wanted) {
            return Ok((self.which(at), false));
        }
        let at = match self.nobodys_for(&found, own, client) {
            Some(at) => at,
            None => self.add(client, own, name),
        };
        self.claim(at, client);
        let is_others = self
            .projects
            .get(at)
            .is_some_and(|p| !p.payers.is_empty() && !p.payers.contains(&wanted));
        Ok((self.which(at), is_others))
    }

    /// Projects of this code, or of the name that stands for it.
    fn named(&self, code: &str, name: &str) -> Vec<usize> {
        let by_code = |text: &str| self.by_code.get(&fold(text)).cloned().unwrap_or_default();
        let found = by_code(if code.is_empty() { name } else { code });
        match (found.is_empty(), code.is_empty()) {
            (false, _) => found,
            // A file without codes; or a code that its source gave it later.
            (true, true) => self.by_name.get(&fold(name)).cloned().unwrap_or_default(),
            (true, false) => by_code(name),
        }
    }

    /// The client that a project is of, as it is compared.
    fn client_of(&self, at: usize) -> String {
        self.projects.get(at).map(|p| self.client_key(&p.client)).unwrap_or_default()
    }

    /// The row names no client: the only project, or nobody's among several; else it is new.
    fn of_no_client(
        &mut self,
        found: &[usize],
        code: &str,
        name: &str,
    ) -> Result<WhichProject, SeveralClients> {
        let at = match found {
            [] => Some(self.add("", code, name)),
            [one] => Some(*one),
            several => several.iter().copied().find(|at| self.client_of(*at).is_empty()),
        };
        let clients = || {
            let projects = found.iter().filter_map(|at| self.projects.get(*at));
            SeveralClients(projects.map(|p| p.client.clone()).collect())
        };
        at.map(|at| self.which(at)).ok_or_else(clients)
    }

    /// The client's own, or one that was once theirs.
    fn of_client(&self, found: &[usize], wanted: &String) -> Option<usize> {
        let formerly =
            |at: &usize| self.projects.get(*at).is_some_and(|p| p.former_clients.contains(wanted));
        let mut all = found.iter().copied();
        all.clone().find(|at| self.client_of(*at) == *wanted).or_else(|| all.find(formerly))
    }

    /// One of nobody's: that the client pays for; or that nobody else names, and nobody pays for,
    /// unless the client is no customer and can't.
    fn nobodys_for(&self, found: &[usize], code: &str, client: &str) -> Option<usize> {
        let wanted = self.client_key(client);
        let is_customer = self.customers.find(client).is_some();
        let is_alone = self.clients.get(&fold(code)).is_none_or(|clients| clients.len() < 2);
        let payers = |at: usize| self.projects.get(at).map(|p| &p.payers);
        let mut nobodys = found.iter().copied().filter(|at| self.client_of(*at).is_empty());
        let is_theirs = |at: &usize| payers(*at).is_some_and(|p| p.contains(&wanted));
        let is_free =
            |at: &usize| is_alone && payers(*at).is_some_and(|p| p.is_empty() || !is_customer);
        nobodys.clone().find(is_theirs).or_else(|| nobodys.find(is_free))
    }

    fn which(&self, at: usize) -> WhichProject {
        self.projects.get(at).map_or(WhichProject::New(0), |p| p.which)
    }

    fn add(&mut self, client: &str, code: &str, name: &str) -> usize {
        let which = WhichProject::New(self.new.len());
        let client = self.customers.find(client).unwrap_or(client).to_owned();
        self.new.push(NewProject {
            client: client.clone(),
            code: code.to_owned(),
            name: name.to_owned(),
        });
        self.push(Project {
            which,
            client,
            code: code.to_owned(),
            name_key: fold(name),
            payers: BTreeSet::new(),
            former_clients: Vec::new(),
        })
    }

    /// Somebody is named for a project that was nobody's.
    fn claim(&mut self, at: usize, client: &str) {
        let client = self.customers.find(client).unwrap_or(client).to_owned();
        let Some(project) = self.projects.get_mut(at).filter(|p| p.client.is_empty()) else {
            return;
        };
        project.client.clone_from(&client);
        match project.which {
            WhichProject::Known(id) => self.claimed.push((id, client)),
            WhichProject::New(new) => {
                if let Some(new) = self.new.get_mut(new) {
                    new.client = client;
                }
            }
        }
    }

    /// What a project is called in a sentence: with its client where another has one of that code.
    pub fn label(&self, which: WhichProject) -> String {
        let Some(project) = self.projects.iter().find(|p| p.which == which) else {
            return String::new();
        };
        let is_alone = self.by_code.get(&fold(&project.code)).is_none_or(|alike| alike.len() < 2);
        if is_alone || project.client.is_empty() {
            project.code.clone()
        } else {
            format!("{} · {}", project.client, project.code)
        }
    }
}
