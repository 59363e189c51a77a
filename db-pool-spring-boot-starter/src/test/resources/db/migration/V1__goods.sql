create table good (id bigint generated always as identity primary key, name text not null);
insert into good (name) values ('lamp'), ('chair');
