-- §14: whoever approves is marked an approver on the project's team; a project's manager counts as marked. Roles say what
-- somebody may do, the team says where.

alter table project
    add column manager_person_id bigint, -- approves on it, and says who else does
    add constraint project_is_managed_by_a_person foreign key (company_id, manager_person_id) references person;
create index project_by_manager on project (company_id, manager_person_id) where manager_person_id is not null;
grant update (manager_person_id) on project to billwright_app;

create table project_team (
    company_id bigint not null,
    project_id bigint not null,
    person_id bigint not null,
    is_approver boolean not null,
    constraint project_team_key primary key (company_id, project_id, person_id),
    constraint project_team_of_a_project foreign key (company_id, project_id) references project,
    constraint project_team_of_a_person foreign key (company_id, person_id) references person
);
call company_wall('project_team');
create index project_team_by_person on project_team (company_id, person_id, project_id);
grant select, insert, delete on project_team to billwright_app;
grant update (is_approver) on project_team to billwright_app;

-- Who approves where: the one answer that lists, commands and lower rooms ask.
create view project_approver with (security_invoker = true) as
select company_id, project_id, manager_person_id as person_id from project where manager_person_id is not null
union
select company_id, project_id, person_id from project_team where is_approver;
grant select on project_approver to billwright_app;

-- Nobody is locked out: until today every approver and project manager approved on every project. They are marked on all
-- projects there are; whoever curates the teams takes them off again. A company's only project manager manages them all.
insert into project_team (company_id, project_id, person_id, is_approver)
select p.company_id, p.project_id, w.person_id, true
from project p join person w on w.company_id = p.company_id and w.is_active
where exists (select from person_role r where r.company_id = w.company_id and r.person_id = w.person_id and r.role in ('project_approver', 'project_manager'));
update project p set manager_person_id = only_one.person_id
from (select w.company_id, min(w.person_id) as person_id from person w join person_role r on r.company_id = w.company_id and r.person_id = w.person_id
      where w.is_active and r.role = 'project_manager' group by w.company_id having count(*) = 1) only_one
where p.company_id = only_one.company_id;

-- By whose name lists are kept to their projects, and to the contracts that bill those.
create view project_team_name with (security_invoker = true) as
select distinct a.company_id, a.project_id, w.name
from project_approver a join person w on w.company_id = a.company_id and w.person_id = a.person_id;
create view contract_team_name with (security_invoker = true) as
select distinct l.company_id, l.contract_id, n.name
from project_team_name n join contract_line l on l.company_id = n.company_id and l.project_id = n.project_id;
grant select on project_team_name, contract_team_name to billwright_app;
